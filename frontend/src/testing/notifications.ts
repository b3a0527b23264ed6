import type { KindChoices, Notification, Preferences } from "@/api/notifications";

/** A notification in the app, unread and of the present minute. */
export const aNotice = (change: Partial<Notification> = {}): Notification => ({
  id: 1,
  kind: "check_in_confirmation",
  subject: "You are in: CS201",
  text: "CS201 Algorithms: present, arrived 09:02. Reference 7F2A9KQ4.",
  link: "/history",
  created_at: new Date().toISOString(),
  read_at: null,
  ...change,
});

const aKind = (change: Partial<KindChoices> = {}): KindChoices => ({
  kind: "check_in_confirmation",
  label: "Check-in confirmation",
  description: "After each check-in, with time and reference.",
  essential: false,
  channels: [
    { channel: "in_app", enabled: true, offered: true, available: true },
    { channel: "email", enabled: true, offered: true, available: true },
    { channel: "sms", enabled: false, offered: true, available: false },
  ],
  ...change,
});

/** Settings of a student with an e-mail address and no phone number. */
export const preferences = (change: Partial<Preferences> = {}): Preferences => ({
  kinds: [aKind(), aKind({ kind: "account", label: "Your account", essential: true })],
  quiet_from: "21:00",
  quiet_until: "07:00",
  daily_digest: false,
  digest_at: "18:00",
  timezone: "Africa/Kampala",
  ...change,
});
