/** Every text of the page that starts kiosk mode. */
export const messages = {
  title: "Kiosk mode",
  back: "Back to the session",
  lead: "Students without a phone enter their number on this device, or hold their card to a reader that types it. Each confirms the name and is checked in, with the source \u201cKiosk\u201d.",
  points: [
    "This device is signed out, so that nobody gets at your pages. Leaving kiosk mode asks for your password.",
    "It works for this session alone and ends with it.",
    "Stay beside it: the number and the face are yours to compare.",
  ],
  start: "Start kiosk mode here",
  notKept: "This browser keeps nothing on the device (a private window?). Kiosk mode needs that.",
  running: "Devices in kiosk mode",
  none: "No device is in kiosk mode.",
  since: (time: string, name: string) => `Since ${time}, started by ${name}`,
  end: "End",
  endLabel: (time: string) => `End the kiosk started at ${time}`,
  ended: "Kiosk mode has ended on that device.",
} as const;
