import { PrintList } from "@/features/register/PrintList";
import { useIdParam } from "../useIdParam";

/** `/courses/:courseId/register/print` */
export function Component() {
  const course = useIdParam("courseId");
  return <PrintList key={course} course={course} />;
}
