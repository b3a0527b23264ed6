import { Skeleton, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Course, Id } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { PageHead } from "@/components/layout/PageHead";
import { BackIcon } from "@/components/ui/icons";
import classes from "./Courses.module.css";
import { EnrolSearch } from "./EnrolSearch";
import { JoinCode } from "./JoinCode";
import { messages } from "./messages";
import { useCourse } from "./queries";
import { Room } from "./Room";
import { Roster } from "./Roster";

interface CourseDetailProps {
  course: Id;
  /** What starts the course; given by the route, because starting is a feature of its own. */
  startControls: (course: Course) => ReactNode;
}

/** One course: who attends, how students join, where it takes place. */
export function CourseDetail({ course: id, startControls }: CourseDetailProps) {
  const { data: course, error, refetch } = useCourse(id);
  if (course === undefined) {
    if (error !== null) return <LoadError page error={error} onRetry={() => void refetch()} />;
    return <DetailSkeleton />;
  }
  const lecturers = course.lecturers.map(({ full_name }) => full_name).join(", ");
  return (
    <>
      <PageHead
        title={`${course.code} ${course.name}`}
        documentTitle={course.code}
        above={
          <Link to="/courses" className={classes.back}>
            <BackIcon size={16} />
            {messages.back}
          </Link>
        }
        below={
          <>
            <span>{course.term.name}</span>
            {lecturers !== "" && <span>{messages.lecturers(lecturers)}</span>}
            {!course.is_active && <span>{messages.inactive}</span>}
          </>
        }
        actions={course.is_active ? startControls(course) : undefined}
      />
      <div className={classes.columns}>
        <Roster course={id} />
        <div className={classes.tools}>
          <EnrolSearch course={id} />
          <JoinCode course={course} />
          <Room course={course} />
        </div>
      </div>
    </>
  );
}

function DetailSkeleton() {
  return (
    <div aria-busy="true" role="status">
      <VisuallyHidden component="h1">{messages.loadingOne}</VisuallyHidden>
      <Skeleton height={16} width={90} mb="sm" />
      <Skeleton height={34} width="min(24rem, 80%)" mb="sm" />
      <Skeleton height={18} width="min(18rem, 60%)" mb="xl" />
      <div className={classes.columns}>
        <Skeleton height={420} radius="lg" />
        <div>
          <Skeleton height={130} radius="lg" mb="xl" />
          <Skeleton height={130} radius="lg" mb="xl" />
        </div>
      </div>
    </div>
  );
}
