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
        group.MapPost("", static (ConversationList list) => new Started(list.Start(ModelKeys.Merged, isSimulated: false).Id));
        group.MapPost("{id:long}/messages", Say);
        group.MapPost("{id:long}/fork", Fork);
        group.MapDelete("{id:long}", EndAsync);
    }

    private static Results<ServerSentEventsResult<string>, NotFound, Conflict, BadRequest<string>> Say(
        long id, Message message, ConversationList list, CancellationToken cancellationToken) => list.Find(id) switch
        {
            null => TypedResults.NotFound(),
            _ when message.Text is null or { Length: 0 or > LongestMessage } => TypedResults.BadRequest($"Say something, in {LongestMessage} characters at most."),
            { IsBusy: true } => TypedResults.Conflict(),
            { } conversation => TypedResults.ServerSentEvents(conversation.SayAsync(message.Text, cancellationToken)),
        };

    private static Results<Ok<Started>, NotFound, Conflict> Fork(long id, ConversationList list) => list.Find(id) switch
    {
        null => TypedResults.NotFound(),
        { IsBusy: true } => TypedResults.Conflict(),
        { } conversation => TypedResults.Ok(new Started(list.Fork(conversation).Id)),
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
    internal sealed record Started(long Id);

    /// <summary>What somebody says.</summary>
    internal sealed record Message(string? Text);
}
