import { Notice } from '../ui/page/notice.tsx';

/** What the service understood differently from what was typed. */
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
