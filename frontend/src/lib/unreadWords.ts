/** The name of the bell, for those who do not see its number. */
export function bellName(unread: number | null): string {
  return unread ? `Notifications, ${unread} unread` : "Notifications";
}

/** The number on the bell: it has room for two digits. */
export const bellNumber = (unread: number): string => (unread > 99 ? "99+" : String(unread));
