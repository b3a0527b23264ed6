import { useNavigate } from "react-router";
import { CourseDetail } from "@/features/courses/CourseDetail";
import { StartControls } from "@/features/start-session/StartControls";
import { useIdParam } from "../useIdParam";

/** `/courses/:courseId` */
export function Component() {
  const course = useIdParam("courseId");
  const navigate = useNavigate();
  return (
    <CourseDetail
      key={course}
      course={course}
      startControls={(known) => (
        <StartControls
          course={known}
          onStarted={({ id, state }) =>
            navigate(state === "open" ? `/sessions/${id}/projector` : `/sessions/${id}`)
          }
        />
      )}
    />
  );
}
