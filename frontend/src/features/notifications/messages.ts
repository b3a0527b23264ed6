import type { Channel } from "@/api/notifications";

const channels: Record<Channel, string> = {
  in_app: "In the app",
  email: "E-mail",
  sms: "Text message",
};

/** Every text of the notification centre, its settings, and unsubscribing. */
export const messages = {
  title: "Notifications",
  back: "Back to the start page",
  toDashboard: "Back to the dashboard",
  settings: "Settings",
  loading: "Loading your notifications",
  today: "Today",
  yesterday: "Yesterday",
  unread: "Unread",
  count: (unread: number) => (unread === 0 ? "All read" : `${unread} unread`),
  markAll: "Mark all as read",
  markOne: (subject: string) => `Mark as read: ${subject}`,
  allRead: "All notifications are marked as read.",
  notMarked: "That could not be saved, so they are unread still. Try again.",
  more: "Load more",
  empty: "No notifications yet",
  emptyStudent:
    "Confirmations of your check-ins, reminders before a roll-call closes, your next class and warnings of absences will appear here.",
  emptyStaff: "What concerns your classes will appear here.",
  failed: "Your notifications could not be loaded.",
  offline: "You are offline. Your notifications appear as soon as you are connected.",
  stale: "This list could not be brought up to date.",
  staleOffline: "You are offline. The list is as it was.",
  retry: "Try again",
  channels,
  preferences: {
    title: "Notification settings",
    back: "Back to the notifications",
    loading: "Loading your settings",
    failed: "Your settings could not be loaded.",
    kinds: "What you are told",
    noKinds: "Nothing to choose yet",
    noKindsHint: "There are no notifications for your role that could be switched off.",
    times: "When",
    alwaysOn: "Always on",
    noAddress: {
      in_app: "",
      email: "No e-mail address of yours is stored. Ask your administration to add one.",
      sms: "No mobile number of yours is stored. Ask your administration to add one.",
    } satisfies Record<Channel, string>,
    notOffered: "Your organisation does not send text messages.",
    saving: "Saving",
    saved: "Saved",
    notSaved: "Not saved, so it is as it was before. Try again.",
    notSavedOffline: "You are offline. It is as it was before.",
    quiet: "Quiet hours",
    quietHint:
      "E-mails and text messages wait until these hours end. Reminders to check in and your next class do not wait, and this app shows everything at once.",
    quietOn: "Keep quiet hours",
    from: "From",
    until: "Until",
    zone: (zone: string, organisation: string) =>
      `By the clocks of ${organisation || "your organisation"}: ${zone}.`,
    nextDay: "Until the next morning.",
    sameTimes: "Both times are the same. Choose another one, or switch quiet hours off.",
    digest: "Daily digest",
    digestOn: "One e-mail a day",
    digestHint: (hour: string) =>
      `The day’s e-mails come together, at ${hour}. Reminders to check in and your next class still come at once.`,
  },
  unsubscribe: {
    loading: "One moment",
    title: (label: string) => `No more e-mails of the kind “${label}”?`,
    lead: (organisation: string) =>
      `They come from ${organisation}. Your other e-mails go on as before.`,
    digestTitle: "No more daily digest?",
    digestLead: (organisation: string) =>
      `It ends for good: ${organisation} then sends you none of the e-mails it collects either.`,
    button: "Unsubscribe",
    doneTitle: "You are unsubscribed",
    doneLead: (organisation: string, label: string) =>
      `${organisation} sends you no more e-mails of the kind “${label}”.`,
    all: "All notification settings",
    badTitle: "This link does not work",
    badLead:
      "It may have been cut off. Open the link in the mail again, or switch e-mails off in your settings.",
    failedTitle: "That did not work",
    failedLead: "Nothing was changed. Check your connection and try again.",
    retry: "Try again",
  },
} as const;
