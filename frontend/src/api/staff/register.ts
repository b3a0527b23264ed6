import { api, bodyOf } from "@/api/typed";
import type { Cell, CellMark, Id, RegisterAnswer, RegisterRange } from "./types";

const at = (id: Id) => ({ params: { path: { id } } });

/** A course's register, or "unchanged" when `version` is still the newest. Never counts as use. */
export async function fetchRegister(
  course: Id,
  range: RegisterRange,
  version: string | undefined,
  signal?: AbortSignal,
): Promise<RegisterAnswer> {
  const params = { path: { id: course }, query: { ...range, version } };
  const answer = await bodyOf(api.GET("/api/courses/{id}/register/", { params, signal }));
  return answer as RegisterAnswer;
}

/** Marks cells; those that are not as they were seen stay, and are among the conflicts. */
export const markCells = (course: Id, marks: CellMark[], reason: string) =>
  bodyOf(api.POST("/api/courses/{id}/register/marks/", { ...at(course), body: { marks, reason } }));

/** Takes changes back; possible for five minutes, and where nothing came after them. */
export const undoCells = (course: Id, changes: Id[]) =>
  bodyOf(api.POST("/api/courses/{id}/register/undo/", { ...at(course), body: { changes } }));

/** How one student's record in a session came about. */
export const fetchCell = (session: Id, student: Id, signal?: AbortSignal): Promise<Cell> =>
  bodyOf(
    api.GET("/api/sessions/{id}/register/{student_pk}/changes/", {
      params: { path: { id: session, student_pk: student } },
      signal,
    }),
  );

/** Records somebody who came without being enrolled. */
export const addWalkIn = (
  session: Id,
  who: { student: Id } | { student_number: string },
  more: { enrol: boolean; reason: string },
) =>
  bodyOf(
    api.POST("/api/sessions/{id}/walk-ins/", {
      ...at(session),
      body: { ...who, ...more, status: "present" },
    }),
  );
