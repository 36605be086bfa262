using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace RedisAi.Samples.Chat.Endpoints;

/// <summary>Tells whoever asks to try again, here or with another copy, when a conversation is elsewhere or the store does not answer.</summary>
internal sealed class TryAgainFilter : IEndpointFilter
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception error) when (error is SessionMovedException or SharedStoreException or EngineOverloadedException)
        {
            TimeSpan after = (error as EngineOverloadedException)?.RetryAfter ?? s_soon;
            context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return TypedResults.Text(error.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
