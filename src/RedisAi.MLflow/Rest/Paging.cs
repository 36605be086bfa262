using System.Runtime.CompilerServices;

namespace RedisAi.MLflow.Rest;

/// <summary>Goes through lists that servers give page by page.</summary>
internal static class Paging
{
    private const int MostPages = 10_000;

    /// <summary>Each item of each page; pages are asked for as they are needed.</summary>
    /// <typeparam name="TPage">The type of a page.</typeparam>
    /// <typeparam name="T">The type of an item.</typeparam>
    /// <param name="fetch">Asks for the page of a token; null is that of the first one.</param>
    /// <param name="items">The items of a page; null when it has none.</param>
    /// <param name="next">The token of the next page; null or empty at the end.</param>
    /// <param name="what">What is listed, for the message.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">The server fails, or its pages do not end.</exception>
    public static async IAsyncEnumerable<T> EachAsync<TPage, T>(
        Func<string?, CancellationToken, Task<TPage>> fetch,
        Func<TPage, IEnumerable<T?>?> items,
        Func<TPage, string?> next,
        string what,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        string? token = null;
        for (int pages = 0; pages < MostPages; pages++)
        {
            TPage page = await fetch(token, cancellationToken).ConfigureAwait(false);
            foreach (T? item in items(page) ?? [])
            {
                if (item is not null)
                {
                    yield return item;
                }
            }

            string? following = next(page);
            if (string.IsNullOrEmpty(following))
            {
                yield break;
            }

            if (following == token)
            {
                throw Endless(what, "gives the same page over and over");
            }

            token = following;
        }

        throw Endless(what, $"gives more than {MostPages} pages");
    }

    private static MlflowException Endless(string what, string problem) => new($"The server {problem} of {what}.", MlflowErrorCodes.InternalError);
}
