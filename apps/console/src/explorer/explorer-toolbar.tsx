import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconSearch, IconX } from '@tabler/icons-react';
import type { AssetOrder } from '../api/operations.generated.ts';
import { Dropdown } from '../ui/dialogs/dropdown.tsx';
import { useTypedText } from '../ui/text/use-typed-text.ts';
import { ExplorerFilters } from './explorer-filters.tsx';
import classes from './explorer-page.module.css';
import { type ExplorerView, isFiltered, NO_FILTER, orderOf, typeOf } from './explorer-view.ts';

const ORDERS: { value: AssetOrder; label: string }[] = [
  { value: 'OBJECT_KEY', label: 'By path' },
  { value: 'NEWEST', label: 'Newest first' },
  { value: 'LARGEST', label: 'Largest first' },
];

const TYPES = [
  { value: '', label: 'All' },
  { value: 'IMAGE', label: 'Images' },
  { value: 'VIDEO', label: 'Videos' },
];

interface Props {
  view: ExplorerView;
  onChange: (change: Partial<ExplorerView>) => void;
  connections: readonly { id: string; name: string }[];
}

/** Search, filters and order. */
export function ExplorerToolbar({ view, onChange, connections }: Props) {
  const [text, type] = useTypedText(view.search, (search) => onChange({ search }));
  const more = [view.minWidth, view.minHeight, view.connectionId, view.status, view.duplicates].filter(Boolean).length;
  return (
    <search className={classes.toolbar}>
      <TextInput
        aria-label="Search in paths"
        placeholder="Search in paths"
        leftSection={<IconSearch size={16} aria-hidden />}
        className={classes.search}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Dropdown
        width="18rem"
        button={(toggle) => (
          <Button variant="default" leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />} onClick={toggle}>
            Filters{more > 0 && ` (${more})`}
          </Button>
        )}
      >
        {() => (
          <div className={classes.filters}>
            <ExplorerFilters view={view} onChange={onChange} connections={connections} />
          </div>
        )}
      </Dropdown>
      <SegmentedControl
        aria-label="Type"
        data={TYPES}
        value={view.mediaType}
        onChange={(mediaType) => onChange({ mediaType: typeOf(mediaType) })}
      />
      <NativeSelect
        aria-label="Order"
        data={ORDERS}
        value={view.orderBy}
        onChange={(event) => onChange({ orderBy: orderOf(event.currentTarget.value) })}
      />
      {isFiltered(view) && (
        <Button variant="subtle" leftSection={<IconX size={16} aria-hidden />} onClick={() => onChange(NO_FILTER)}>
          Clear
        </Button>
      )}
    </search>
  );
}
