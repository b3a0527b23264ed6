const TITLE = /^(dr|prof|mr|mrs|ms|mx|sir)$|\.$/i;

/** Up to two initials, from the first and the last word of a name in any script, without titles. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "" && !TITLE.test(word));
  const first = [...(words[0] ?? name)][0] ?? "";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}
