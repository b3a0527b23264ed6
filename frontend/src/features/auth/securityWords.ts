/** Every text of one's own password, address and sign-ins. */
export const words = {
  title: "Password and sign-ins",
  back: "Back to the start page",
  toDashboard: "Back to the dashboard",
  password: {
    title: "Change your password",
    lead: "All your other devices are signed out. This one stays signed in.",
    submit: "Change password",
    done: "Your password is changed. You are signed out everywhere else.",
  },
  email: {
    title: "E-mail address",
    none: "No address of yours is stored. Ask your administration to add one: a forgotten password needs it.",
    confirmed: "Confirmed",
    open: "Not confirmed",
    hint: "Open the link in the mail that we sent you. It works for three days.",
    send: "Send the link again",
    sent: "A new link is on its way. Older ones do not work any more.",
    nothing: "Your address has been confirmed in the meantime.",
  },
  signIns: {
    title: "Where you are signed in",
    failed: "Your sign-ins could not be loaded.",
    unknown: "Unknown device",
    here: "This device",
    since: (time: string, network: string) =>
      network ? `Since ${time}, from ${network}` : `Since ${time}`,
    used: (time: string) => `Last used ${time}`,
    end: (device: string) => `Sign out: ${device}`,
    ended: "Signed out there.",
    onlyHere: "You are signed in nowhere else.",
    endOthers: "Sign out all others",
    endedOthers: (count: number) =>
      count === 1 ? "One other sign-in has ended." : `${count} other sign-ins have ended.`,
    endAll: "Sign out everywhere",
    sureTitle: "Sign out everywhere?",
    sureLead:
      "All your devices are signed out, this one too. What you have not saved here is lost.",
    sureNo: "Stay signed in",
  },
} as const;
