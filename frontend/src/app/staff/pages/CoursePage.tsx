import { Outlet, useNavigate } from "react-router";
import { CourseFrame } from "@/features/courses/CourseFrame";
import { StartControls } from "@/features/start-session/StartControls";
import { useIdParam } from "../useIdParam";

/** `/courses/:courseId`: its head and tabs around one of its pages. */
export function Component() {
  const course = useIdParam("courseId");
  const navigate = useNavigate();
  return (
    <CourseFrame
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
    >
      <Outlet />
    </CourseFrame>
  );
}
