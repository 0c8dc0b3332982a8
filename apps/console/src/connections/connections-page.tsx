export default function ConnectionsPage(_: object) {
  return null;
}
