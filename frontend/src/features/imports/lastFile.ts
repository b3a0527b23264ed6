import type { Id } from "@/api/staff/types";

let last: { run: Id; file: File } | null = null;

/**
 * The file that was checked last in this tab, so that its columns can be corrected without choosing
 * it again. A reload forgets it: browsers do not keep files.
 */
export const rememberFile = (run: Id, file: File): void => {
  last = { run, file };
};

export const rememberedFile = (run: Id): File | null => (last?.run === run ? last.file : null);
