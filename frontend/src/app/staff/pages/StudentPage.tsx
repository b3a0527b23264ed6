import { StudentDetail } from "@/features/people/StudentDetail";
import { useIdParam } from "../useIdParam";

/** `/students/:studentId` */
export function Component() {
  const student = useIdParam("studentId");
  return <StudentDetail key={student} student={student} />;
}
