export const messages = {
  drawn: (radius: string) => `A circle of ${radius} m around the room`,
  edit: (radius: string, step: string) =>
    `Fence of ${radius} m. Arrow keys move it by ${step} m, plus and minus change its size.`,
  metres: (metres: string) => `${metres} m`,
  north: "N",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
};
