export default function ConnectionPage(_: { connectionId: string }) {
  return null;
}
