/** A policy text that AWS would refuse to store. The message is AWS's own wording. */
export class PolicySyntaxError extends Error {}
