using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RedisAi.Samples.Chat.Copies;

namespace RedisAi.Samples.Chat.Endpoints;

/// <summary>The same over HTTP as <see cref="ConversationEndpoints"/>, with any of several copies.</summary>
internal static class SharedConversationEndpoints
{
    public static void MapSharedConversations(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/conversations").AddEndpointFilter<TryAgainFilter>();
        group.MapPost("", static (SharedConversations conversations) => Started(conversations.Start()));
        group.MapPut("{id:long}/turns/{number:long:min(1)}", SayAsync);
        group.MapPost("{id:long}/fork", static async (long id, SharedConversations conversations, CancellationToken token) => Started(await conversations.ForkAsync(id, token)));
        group.MapDelete("{id:long}", static async (long id, SharedConversations conversations) =>
        {
            await conversations.EndAsync(id);
            return TypedResults.NoContent();
        });
    }

    /// <summary>The answer is sent when the turn is over: what can go wrong has its status by then.</summary>
    private static async Task<Results<ServerSentEventsResult<string>, Conflict<string>, BadRequest<string>>> SayAsync(
        long id, long number, ConversationEndpoints.Message message, SharedConversations conversations, CancellationToken cancellationToken)
    {
        if (ConversationEndpoints.Refusal(message) is { } refusal)
        {
            return TypedResults.BadRequest(refusal);
        }

        try
        {
            IReadOnlyList<string> pieces = await conversations.SayAsync(id, number, message.Text!, cancellationToken);
            return TypedResults.ServerSentEvents(pieces.ToAsyncEnumerable());
        }
        catch (TurnOutOfOrderException error)
        {
            return TypedResults.Conflict(error.Message);
        }
    }

    private static ConversationEndpoints.Started Started(long id) => new(id, $"{SharedConversations.SessionOf(id)}/{TurnModel.Key}/context");
}
