import "@/styles/light/history.css";

export { CourseView } from "./CourseView";
export { History } from "./History";
