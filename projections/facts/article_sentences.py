"""One sentence in both languages for every fact of the knowledge base; part of ``projections.facts.describe``."""

from __future__ import annotations

from events.values.text import Text

OF_ARTICLES: dict[str, Text] = {
    "article.written@1": Text("Начата статья K-{number}", "Article K-{number} was begun"),
    "article.redrafted@1": Text("Изменён черновик статьи", "The article's draft was written anew"),
    "article.draft-dropped@1": Text("Убран черновик статьи", "The article's draft was dropped"),
    "article.published@1": Text("Опубликована редакция {edition}", "Edition {edition} was published"),
    "article.withdrawn@1": Text("Статья снята с публикации", "The article was withdrawn"),
    "article.archived@1": Text("Статья отправлена в архив", "The article was archived"),
    "article.restored@1": Text("Статья возвращена из архива", "The article was restored"),
    "article.opened@1": Text("Изменено, для кого статья", "Whom the article is for was changed"),
    "article.services-named@1": Text("Изменено, о каких услугах статья", "The services of the article were named"),
    "article.checked@1": Text("Статья проверена, она верна", "The article was checked and holds"),
    "article.files-named@1": Text("Изменены файлы статьи", "The article's files were named"),
    "article-feedback.given@1": Text("Читатель сказал, помогла ли статья", "A reader said whether the article helped"),
    "article-feedback.changed@1": Text("Читатель сказал о статье иначе", "The reader said otherwise of the article"),
    "article-feedback.taken-back@1": Text("Читатель забрал сказанное о статье", "The reader took back what they said"),
}
