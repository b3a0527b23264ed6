import { LecturerList } from "@/features/people/LecturerList";

/** `/lecturers` */
export function Component() {
  return <LecturerList />;
}
