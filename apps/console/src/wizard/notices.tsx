import { Notice } from '../ui/page/notice.tsx';

/** Corrections that the service made to the typed values. */
export function Notices({ notices }: { notices: readonly string[] }) {
  if (notices.length === 0) return null;
  return (
    <Notice kind="warning" title="Please check what we understood">
      {notices.map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
    </Notice>
  );
}
