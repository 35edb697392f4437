// Folds case, accents and đ, as the search of the server does, so that "duc" finds "Đức".
export const fold = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLocaleLowerCase("vi");
