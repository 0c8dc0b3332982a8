/** The issuer refuses to issue a token. Only a sign-in by the person helps. */
export class SignedOutError extends Error {
  constructor(options?: ErrorOptions) {
    super('Your session has ended. Sign in to go on.', options);
  }
}

/** The issuer does not answer. It says nothing about the session, and a later request may succeed. */
export class SignInServiceError extends Error {
  constructor(options?: ErrorOptions) {
    super('The sign-in service does not answer at the moment. It will be tried again.', options);
  }
}
