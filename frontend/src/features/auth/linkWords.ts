import type { Rule } from "./passwordRules";

/** Every text about forgotten, first and changed passwords, and about addresses. */
export const words = {
  toSignIn: "Back to sign in",
  home: "To the start page",
  retry: "Try again",
  loading: "One moment",
  password: {
    label: "New password",
    current: "Password now",
    currentMissing: "Enter the password that you have now.",
    missing: "Choose a password.",
    rules: "What a password needs",
    standing: { met: "Met: ", missing: "Not yet: ", refused: "Not met: ", open: "" },
    left: (count: number) => (count === 1 ? "1 thing is missing." : `${count} things are missing.`),
    fits: "Nothing is missing.",
  },
  forgot: {
    title: "Forgot your password?",
    lead: "We send a link to the e-mail address of your account. With it you choose a new one.",
    label: "Username, ID number or e-mail address",
    missing: "Enter your username, your ID number or your e-mail address.",
    submit: "Send the link",
    sentTitle: "Look at your e-mail",
    sentLead: "If there is an account of that name with an e-mail address, a link is on its way.",
    sentHint: "The link works for 30 minutes, and once. Nothing there? Look into the spam folder.",
    noMail: "No e-mail address with your account? Your administration can set a password for you.",
    again: "Use another name",
  },
  reset: {
    title: "Choose a new password",
    lead: "Everywhere else you will be signed out.",
    submit: "Save the password",
    done: "Your new password is saved. Sign in with it.",
  },
  invitation: {
    title: "Your account is ready",
    lead: "Choose the password by which you will sign in.",
    submit: "Save and sign in",
  },
  first: {
    title: "Choose your own password",
    lead: "Somebody else set the present one. Only you should know your password.",
    submit: "Save and go on",
  },
  badLink: {
    title: "This link does not work any more",
    lead: "It was used, is too old, or a newer one was sent. Each link works once.",
    cut: "It seems to be cut off. Open it in the mail again, or ask for a new one.",
    ask: "Ask for a new link",
    invitation: "If you have chosen a password already, sign in with it.",
    signIn: "Sign in",
  },
  verify: {
    title: "Confirm your address",
    lead: (organisation: string) =>
      `Then ${organisation || "your organisation"} knows that its mails reach you.`,
    submit: "Confirm this address",
    doneTitle: "Your address is confirmed",
    doneLead: "Mails about your account reach you.",
    failedTitle: "Not confirmed yet",
    again: "Send a new link",
    sentTitle: "A new link is on its way",
    sentLead: "Open it in the newest mail. Older links do not work any more.",
    nothing: "There is nothing to confirm: your address is confirmed, or you have none.",
    signInFirst: "Sign in to have a new link sent.",
  },
} as const;

/** One requirement in words, with how much is missing. */
export function ruleWords(
  rule: Rule,
  needs: { min_length: number; max_length: number },
  typed: boolean,
): string {
  switch (rule.code) {
    case "password_too_short": {
      const text = `At least ${needs.min_length} characters`;
      return typed && rule.by > 0 ? `${text}: ${rule.by} more` : text;
    }
    case "password_too_long":
      return `At most ${needs.max_length} characters: ${rule.by} fewer`;
    case "password_own_words":
      return "More than your name, number, address or university";
    case "password_too_common":
      return rule.standing === "refused"
        ? "This one is on the list of common passwords"
        : "No common password (checked when you save)";
  }
}
