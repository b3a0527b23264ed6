/* Gives the long lists of a form a search field. */
"use strict";
{
  const $ = django.jQuery;
  $(() => {
    $("select.searchable").select2({ theme: "admin-autocomplete", width: "element" });
    // The search field is made when a list opens, and takes what is typed at once.
    $(document).on("select2:open", () => {
      document.querySelector(".select2-container--open .select2-search__field").focus();
    });
  });
}
