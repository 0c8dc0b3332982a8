import { NativeSelect, TextInput } from '@mantine/core';
import { useTypedText } from '../ui/text/use-typed-text.ts';
import { type ExplorerView, statusOf } from './explorer-view.ts';

const STATUSES = [
  { value: '', label: 'Any status' },
  { value: 'connected', label: 'Connected' },
  { value: 'disconnected', label: 'Disconnected: the connection was removed' },
];

const DUPLICATES = [
  { value: '', label: 'All assets' },
  { value: 'only', label: 'Only duplicates' },
];

interface Props {
  view: ExplorerView;
  onChange: (change: Partial<ExplorerView>) => void;
  connections: readonly { id: string; name: string }[];
}

/** The filters that are seldom needed. */
export function ExplorerFilters({ view, onChange, connections }: Props) {
  return (
    <>
      {connections.length > 1 && (
        <NativeSelect
          label="Connection"
          data={[
            { value: '', label: 'All connections' },
            ...connections.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={view.connectionId}
          onChange={(event) => onChange({ connectionId: event.currentTarget.value })}
        />
      )}
      <PixelsInput
        label="At least this wide, in pixels"
        value={view.minWidth}
        onChange={(minWidth) => onChange({ minWidth })}
      />
      <PixelsInput
        label="At least this high, in pixels"
        value={view.minHeight}
        onChange={(minHeight) => onChange({ minHeight })}
      />
      <NativeSelect
        label="Status"
        data={STATUSES}
        value={view.status}
        onChange={(event) => onChange({ status: statusOf(event.currentTarget.value) })}
      />
      <NativeSelect
        label="Duplicates"
        description="Files with the same bytes as an earlier asset"
        data={DUPLICATES}
        value={view.duplicates}
        onChange={(event) => onChange({ duplicates: event.currentTarget.value === 'only' ? 'only' : '' })}
      />
    </>
  );
}

interface PixelsInputProps {
  label: string;
  value: number | '';
  onChange: (value: number | '') => void;
}

function PixelsInput({ label, value, onChange }: PixelsInputProps) {
  const [text, type] = useTypedText(String(value), (typed) => {
    const pixels = Number(typed);
    onChange(Number.isInteger(pixels) && pixels > 0 ? pixels : '');
  });
  return (
    <TextInput type="number" label={label} min={1} value={text} onChange={(event) => type(event.currentTarget.value)} />
  );
}
