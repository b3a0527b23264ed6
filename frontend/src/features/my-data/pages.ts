import "@/styles/light/my-data.css";

export { MyData } from "./MyData";
