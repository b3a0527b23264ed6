import { Skeleton, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import type { Course, Id } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { PageHead } from "@/components/layout/PageHead";
import { BackLink } from "@/components/ui/BackLink";
import { useStaff } from "@/hooks/useStaff";
import frame from "./CourseFrame.module.css";
import { messages } from "./messages";
import { useCourse } from "./queries";

interface CourseFrameProps {
  course: Id;
  /** What starts the course; given by the route, because starting is a feature of its own. */
  startControls: (course: Course) => ReactNode;
  /** The page that is open. */
  children: ReactNode;
}

/** One course: its name, what starts it, and its pages. */
export function CourseFrame({ course: id, startControls, children }: CourseFrameProps) {
  const { data: course, error, refetch } = useCourse(id);
  if (course === undefined) {
    if (error !== null) return <LoadError page error={error} onRetry={() => void refetch()} />;
    return <FrameSkeleton />;
  }
  const lecturers = course.lecturers.map(({ full_name }) => full_name).join(", ");
  return (
    <>
      <PageHead
        title={`${course.code} ${course.name}`}
        documentTitle={course.code}
        above={<BackLink to="/courses">{messages.back}</BackLink>}
        below={
          <>
            <span>{course.term.name}</span>
            {lecturers !== "" && <span>{messages.lecturers(lecturers)}</span>}
            {!course.is_active && <span>{messages.inactive}</span>}
          </>
        }
        actions={course.is_active ? startControls(course) : undefined}
      />
      <Tabs course={id} />
      {children}
    </>
  );
}

const TABS = [
  { path: "", label: messages.tabs.students },
  { path: "/register", label: messages.tabs.register },
  { path: "/sessions", label: messages.tabs.sessions },
  { path: "/settings", label: messages.tabs.settings },
];

function Tabs({ course }: { course: Id }) {
  const { me } = useStaff();
  if (me.role !== "lecturer" && me.role !== "admin") return null;
  return (
    <nav aria-label={messages.tabs.label} className={frame.tabs}>
      {TABS.map(({ path, label }) => (
        <NavLink key={path} end to={`/courses/${course}${path}`} className={frame.tab ?? ""}>
          {label}
        </NavLink>
      ))}
    </nav>
  );
}

function FrameSkeleton() {
  return (
    <div aria-busy="true" role="status">
      <VisuallyHidden component="h1">{messages.loadingOne}</VisuallyHidden>
      <Skeleton height={16} width={90} mb="sm" />
      <Skeleton height={34} width="min(24rem, 80%)" mb="sm" />
      <Skeleton height={18} width="min(18rem, 60%)" mb="lg" />
      <Skeleton height={40} width="min(20rem, 100%)" mb="xl" />
      <Skeleton height={420} radius="lg" />
    </div>
  );
}
