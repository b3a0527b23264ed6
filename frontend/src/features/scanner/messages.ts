/** Every text of the scanner. */
export const messages = {
  title: "Scan",
  hint: "Point at the code on the screen",
  starting: "Starting the camera",
  torch: "Light",
  notOurs: "That is not an attendance code.",
  elsewhere: (host: string) => `This code belongs to ${host}.`,
  openElsewhere: "Open it there",
  tryAgain: "Try again",
  denied: {
    title: "The camera is blocked",
    lead: "Type the code below, or allow the camera.",
    retry: "I have allowed it",
  },
  none: {
    title: "No camera here",
    lead: "Type the six characters beside the QR code.",
  },
  busy: {
    title: "The camera is in use",
    lead: "Another application holds it. Close that one, or type the code.",
  },
  inApp: {
    title: "Type the code",
    lead: "This application shows the page in a window of its own, where the camera does not work.",
    steps: [
      "Open the menu (⋯ or the share icon) of this window.",
      "Choose “Open in browser”, “Open in Safari” or “Open in Chrome”.",
    ],
  },
} as const;
