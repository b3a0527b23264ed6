import { Register } from "@/features/register/Register";
import { useIdParam } from "../useIdParam";

/** `/courses/:courseId/register` */
export function Component() {
  const course = useIdParam("courseId");
  return <Register key={course} course={course} />;
}
