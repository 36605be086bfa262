using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RedisAi.Samples.Chat.Conversations;

namespace RedisAi.Samples.Chat.Endpoints;

/// <summary>Conversations over HTTP: begin, say, fork, end.</summary>
internal static class ConversationEndpoints
{
    private const int LongestMessage = 500;

    public static void MapConversations(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/conversations");
        group.MapPost("", static (ConversationList list) => Started.Of(list.Start(ModelKeys.Merged, isSimulated: false)));
        group.MapPut("{id:long}/turns/{number:long:min(1)}", Say);
        group.MapPost("{id:long}/fork", Fork);
        group.MapDelete("{id:long}", EndAsync);
    }

    /// <summary>Says what is wrong with a message; null when nothing is.</summary>
    public static string? Refusal(Message message) =>
        message.Text is null or { Length: 0 or > LongestMessage } ? $"Say something, in {LongestMessage} characters at most." : null;

    /// <summary>The next turn is said; of the last one the answer is given again, to somebody who has not heard it.</summary>
    private static Results<ServerSentEventsResult<string>, NotFound, Conflict, BadRequest<string>> Say(
        long id, long number, Message message, ConversationList list, CancellationToken cancellationToken) => list.Find(id) switch
        {
            null => TypedResults.NotFound(),
            _ when Refusal(message) is { } refusal => TypedResults.BadRequest(refusal),
            { IsBusy: true } => TypedResults.Conflict(),
            { } said when number == said.Turns => TypedResults.ServerSentEvents(new[] { said.Last.Answer }.ToAsyncEnumerable()),
            { } conversation when number == conversation.Turns + 1 => TypedResults.ServerSentEvents(conversation.SayAsync(message.Text!, cancellationToken)),
            _ => TypedResults.Conflict(),
        };

    private static Results<Ok<Started>, NotFound, Conflict> Fork(long id, ConversationList list) => list.Find(id) switch
    {
        null => TypedResults.NotFound(),
        { IsBusy: true } => TypedResults.Conflict(),
        { } conversation => TypedResults.Ok(Started.Of(list.Fork(conversation))),
    };

    private static async Task<Results<NoContent, NotFound>> EndAsync(long id, ConversationList list)
    {
        if (list.Find(id) is not { } conversation)
        {
            return TypedResults.NotFound();
        }

        await list.EndAsync(conversation);
        return TypedResults.NoContent();
    }

    /// <summary>Which conversation it is.</summary>
    /// <param name="Id">Its number.</param>
    /// <param name="Context">The key of its context in the store.</param>
    internal sealed record Started(long Id, string Context)
    {
        public static Started Of(Conversation conversation) => new(conversation.Id, conversation.ContextKey);
    }

    /// <summary>What somebody says.</summary>
    internal sealed record Message(string? Text);
}
