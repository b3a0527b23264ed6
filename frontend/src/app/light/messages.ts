/** Texts of the pages themselves; features bring their own. */
export const messages = {
  product: "Attendance",
  notLoaded: "This page could not be loaded completely. Check your connection and load it again.",
  opening: "Loading",
  signInEnds: {
    title: "You will soon be signed out",
    text: "You have not used this page for a while. What is on it stays.",
    final: "A sign-in lasts a limited time. Sign in again to go on here.",
    stay: "Stay signed in",
    signInAgain: "Sign in again",
    failed: "The server did not answer. Try again.",
  },
  again: {
    title: "Sign in to go on",
    lead: (name: string) =>
      `Your sign-in has ended, ${name}. The page is as you left it, with all that you have typed.`,
    submit: "Sign in",
    other: "Use another account",
  },
  login: { title: "Sign in", lead: "to scan, teach and see your attendance" },
  scan: {
    title: "Scan",
    back: "Back to the start page",
    type: "Type the code",
    typeLead: "It stands beside the QR code on the screen in your room.",
  },
  notFound: {
    title: "There is nothing here",
    lead: "The address may be mistyped, or the page has moved.",
    home: "To the start page",
  },
  crash: {
    title: "Something broke",
    lead: "It is our fault, not yours. What you did before is safe.",
    reload: "Load the page again",
  },
} as const;
