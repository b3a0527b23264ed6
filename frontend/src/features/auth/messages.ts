/** The texts of the log-in, and of what can go wrong with any form about passwords. */
export const messages = {
  identifier: "Username or ID number",
  identifierHint: "Your student or staff number works too",
  password: "Password",
  submit: "Sign in",
  forgot: "Forgot your password?",
  opening: "One moment",
  identifierMissing: "Enter your username or ID number.",
  passwordMissing: "Enter your password.",
  wrong: "That username or password is not right.",
  limited: (span: string) => `Too many tries. You can try again in ${span}.`,
  offline: "No connection. Check it and try again.",
  server: (reference: string) =>
    `Our server has a problem (ref ${reference}). Try again in a moment.`,
} as const;
