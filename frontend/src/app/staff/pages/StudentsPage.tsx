import { StudentList } from "@/features/people/StudentList";

/** `/students` */
export function Component() {
  return <StudentList />;
}
