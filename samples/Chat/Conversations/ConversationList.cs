using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace RedisAi.Samples.Chat.Conversations;

/// <summary>The conversations that are going on.</summary>
internal sealed class ConversationList(IRedisAi ai, IServiceProvider services, ConversationIds ids, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, Conversation> _conversations = new();

    public IEnumerable<Conversation> All => _conversations.Select(static entry => entry.Value);

    public Conversation? Find(long id) => _conversations.GetValueOrDefault(id);

    /// <summary>Begins a conversation, with nothing said yet.</summary>
    public Conversation Start(string modelKey, bool isSimulated)
    {
        Conversation conversation = new(ids.Next(), services.GetRequiredKeyedService<ChatModel>(modelKey), isSimulated, time);
        _conversations[conversation.Id] = conversation;
        return conversation;
    }

    /// <summary>Begins a conversation in which all has been said that was said in another one.</summary>
    public Conversation Fork(Conversation other)
    {
        Conversation fork = Start(other.ModelKey, other.IsSimulated);
        fork.ContinueFrom(other);
        return fork;
    }

    /// <summary>Ends a conversation: its context is gone.</summary>
    public async Task EndAsync(Conversation conversation)
    {
        _conversations.TryRemove(conversation.Id, out _);
        await conversation.EndAsync();
        await ai.EndSessionAsync(conversation.Session);
    }

    /// <summary>Drops the conversations that nobody has continued for so long that their context has expired.</summary>
    public void DropForgotten()
    {
        foreach (Conversation conversation in All.Where(static conversation => conversation.IdleTime > App.Memory))
        {
            _conversations.TryRemove(conversation.Id, out _);
        }
    }
}
