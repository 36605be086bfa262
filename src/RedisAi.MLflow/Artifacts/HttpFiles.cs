using System.Net;
using RedisAi.MLflow.Rest;

namespace RedisAi.MLflow.Artifacts;

/// <summary>Opens files of servers, from the middle on where the server can do that.</summary>
internal static class HttpFiles
{
    /// <inheritdoc cref="IArtifactStore.OpenAsync"/>
    public static async Task<ArtifactStream> OpenAsync(RestClient client, Uri address, long offset, string? mark, CancellationToken cancellationToken)
    {
        if (offset > 0 && mark is not null)
        {
            ArtifactStream? rest = await TryResumeAsync(client, address, offset, mark, cancellationToken).ConfigureAwait(false);
            if (rest is not null)
            {
                return rest;
            }
        }

        RestRequest request = new(HttpMethod.Get, address);
        HttpResponseMessage response = await client.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return await ToStreamAsync(client, request, response, isResumed: false, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Null when the rest of that state of the file cannot be had.</returns>
    private static async Task<ArtifactStream?> TryResumeAsync(RestClient client, Uri address, long offset, string mark, CancellationToken cancellationToken)
    {
        RestRequest request = new(HttpMethod.Get, address) { Offset = offset, ETag = mark };
        HttpResponseMessage response;
        try
        {
            response = await client.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException error) when (error.HttpStatus == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return null;
        }

        // MLflow 2 sends all of it, whatever was asked: the status counts, not the wish.
        bool isRest = response.StatusCode == HttpStatusCode.PartialContent;
        if (!isRest || IsAsAsked(response, offset, mark))
        {
            return await ToStreamAsync(client, request, response, isRest, cancellationToken).ConfigureAwait(false);
        }

        response.Dispose();
        return null;
    }

    /// <summary>MLflow 3 does not look at If-Range, so its mark is compared here.</summary>
    private static bool IsAsAsked(HttpResponseMessage response, long offset, string mark) =>
        (response.Content.Headers.ContentRange?.From ?? offset) == offset && MarkOf(response) == mark;

    /// <summary>A weak mark does not tell one byte from another.</summary>
    private static string? MarkOf(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    private static async Task<ArtifactStream> ToStreamAsync(
        RestClient client, RestRequest request, HttpResponseMessage response, bool isResumed, CancellationToken cancellationToken)
    {
        try
        {
            return new ArtifactStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false))
            {
                IsResumed = isResumed,
                Length = response.Content.Headers.ContentLength,
                Mark = MarkOf(response),
                Response = response,
                Request = request,
                Patience = client.StartPatience(cancellationToken),
            };
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
