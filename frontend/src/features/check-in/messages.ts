/** Every text of the check-in, by place. Times arrive formatted. */
export const messages = {
  announce: (title: string, lead: string) => `${title}. ${lead}`,
  done: "Done",
  home: "To the start page",
  tryAgain: "Try again",
  scanAgain: "Scan the code again",
  typeInstead: "Type the code instead",

  sending: { title: "Checking you in", lead: "Your scan is on its way." },
  locating: {
    title: "Are you in the room?",
    lead: "This class checks that. If your browser asks, choose “Allow”.",
  },

  signIn: {
    title: "We have your scan",
    lead: (course: string) =>
      `Sign in to be checked in to ${course}. The time of your scan counts.`,
    leadUnknown: "Sign in to finish. The time of your scan counts.",
    left: (span: string) => `Kept for ${span}`,
  },

  onTime: { title: "You’re in", lead: "On time" },
  late: {
    title: "You’re in, late",
    lead: (minutes: string, limit: string) => `Late by ${minutes} min (limit ${limit})`,
  },
  forReview: {
    title: "You’re in, to be confirmed",
    lead: "Your lecturer looks at this check-in. There is nothing more for you to do.",
  },
  alreadyIn: {
    title: "You’re in",
    lead: (time: string) => `Checked in at ${time}`,
  },
  receipt: {
    label: "Receipt",
    room: "Room",
    how: "By",
    source: {
      qr: "Scanned code",
      typed: "Typed code",
      manual: "Your lecturer",
      kiosk: "Kiosk",
      import: "Import",
    },
    reference: "Reference",
    signed: "Open the signed receipt",
  },

  receivedLate: {
    title: "Sent to your lecturer",
    lead: (time: string) =>
      `Your scan of ${time} arrived after the class’s code had changed. Your lecturer decides whether it counts.`,
  },

  codeExpired: {
    title: "That code has changed",
    lead: "Point your camera at the screen again.",
    late: (seconds: string) => `It was ${seconds} s too old.`,
  },
  codeUnknown: {
    title: "That is not a current code",
    lead: "Scan the code on the screen in your room, or type the six characters beside it.",
    leadTyped:
      "No class of yours shows this code now. Compare it with the screen and type it again.",
  },
  codeReplaced: {
    title: "This code was replaced",
    lead: "Your lecturer made a new one. Scan what is on the screen now.",
  },
  claimExpired: {
    title: "That took too long",
    lead: "A scan is kept for a short time only. Scan the code on the screen again.",
  },
  otherBrowser: {
    title: "Scanned on another phone",
    lead: "A scan can be finished only where it was made. Scan the code on the screen yourself.",
  },
  deviceUsed: {
    title: "This phone checked in somebody else",
    lead: "In this class each student uses their own phone. Speak to your lecturer, or tell them here.",
  },
  network: {
    title: "Use the campus network",
    lead: "This class accepts check-ins from the campus Wi-Fi only. Connect to it and try again.",
  },
  refused: { title: "That did not work" },

  tooEarly: {
    title: (time: string) => `Opens ${time}`,
    lead: "We keep your scan and send it by itself. You can leave this page open.",
    leadSignIn: "We keep your scan. Sign in now, then it is sent by itself.",
    left: "Opens in",
  },
  closed: {
    title: (time: string) => `Closed ${time}`,
    titleUnknown: "This class has closed",
    lead: "It takes no more check-ins. If you were there, tell your lecturer.",
    signIn: "Sign in to tell your lecturer",
  },
  notEnrolled: {
    title: "You are not on this list",
    lead: (course: string) => `This code is for ${course}, and you are not enrolled in it.`,
    leadUnknown: "This code is for a class that you are not enrolled in.",
    now: (course: string) => `Your class now: ${course}`,
    join: "If you should be on it, ask your lecturer for the course’s join code.",
  },
  otherAccount: {
    title: "This code is for another account",
    organisation: (theirs: string) => `It belongs to ${theirs}.`,
    role: "Only students check in.",
    user: (name: string) => `You are signed in as ${name}.`,
    action: "Use another account",
  },

  location: {
    why: "It is used once, for this check-in, to see that you are in the room.",
    denied: {
      title: "Location is blocked",
      lead: "Your class checks that you are in the room, and your browser does not tell it.",
      retry: "I have allowed it",
    },
    unavailable: {
      title: "No location found",
      lead: "Your phone does not know where it is. Turn on location, or step near a window.",
    },
    timeout: {
      title: "Your location is taking too long",
      lead: "Step near a window and try again.",
    },
    coarse: {
      title: "Your location is too vague",
      lead: (distance: string) =>
        `Your phone gave a location within ${distance}. Turn on precise location.`,
    },
    without: "Check in without location",
    asItIs: "Send it as it is",
    confirmed: "Your lecturer then confirms it.",
    sends: (span: string) => `Sent that way by itself in ${span}`,
  },
  outside: {
    title: "You seem to be elsewhere",
    lead: (distance: string, venue: string, accuracy: string) =>
      `You appear to be ${distance} from ${venue} (± ${accuracy}).`,
    leadUnknown: "Your location is outside the room of this class.",
    venueUnknown: "the room",
  },

  offline: {
    title: "Saved on this phone",
    lead: (time: string) =>
      `Scanned at ${time}. Sent when you are online; your lecturer confirms it.`,
    retry: "Send now",
  },
  serverError: {
    title: "Not recorded yet",
    lead: (reference: string) => `Nothing is lost (ref ${reference}). We keep trying.`,
    next: (span: string) => `Next try in ${span}`,
    now: "Trying now",
    retry: "Try now",
  },
  rateLimited: {
    title: "Too many tries",
    lead: "For everybody’s safety there is a pause. We try again by ourselves.",
  },

  appeal: {
    open: "I was here",
    label: "A note for your lecturer (optional)",
    hint: "For example where you sat, or what went wrong.",
    send: "Send to my lecturer",
    sent: "Sent to your lecturer. You see the answer in your history.",
    failed: "Not sent. Check your connection and try again.",
  },

  typed: {
    label: "Code on the screen",
    hint: "Six letters and digits beside the QR code",
    send: "Check in",
    short: "The code has six characters.",
  },

  queue: {
    title: "Saved on this phone",
    waiting: (time: string) => `Scanned ${time} · waits to be sent`,
    signIn: "Sign in to send it.",
    sent: "Sent. Your lecturer confirms it.",
    accepted: "Sent. You are checked in.",
    refused: "Not accepted",
    unknownClass: "A scanned code",
    send: "Send now",
    dismiss: "Remove from the list",
  },
} as const;
