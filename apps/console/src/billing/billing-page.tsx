export default function BillingPage(_: object) {
  return null;
}
