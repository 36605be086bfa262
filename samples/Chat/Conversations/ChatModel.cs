using Microsoft.Extensions.DependencyInjection;

namespace RedisAi.Samples.Chat.Conversations;

/// <summary>The model under one key, a step at a time. The context of a conversation is in the tensor store, and nowhere else.</summary>
internal sealed class ChatModel([ServiceKey] string key, IRedisAi ai, Vocabulary vocabulary, TokenTensors tokens)
{
    private readonly IModel _model = ai.Models[key];

    public string Key => key;

    public Vocabulary Vocabulary => vocabulary;

    /// <summary>Lets the model read a word: the context of the session becomes another.</summary>
    public async ValueTask ReadAsync(InferenceOptions session, int token, CancellationToken cancellationToken)
    {
        using ModelResult result = await _model.RunAsync([tokens[token]], session, cancellationToken);
    }

    /// <summary>Lets the model read a word, and picks one that follows.</summary>
    public async ValueTask<int> ContinueAsync(InferenceOptions session, int token, WordSampler sampler, CancellationToken cancellationToken)
    {
        using ModelResult result = await _model.RunAsync([tokens[token]], session, cancellationToken);
        return sampler.Pick(result.AsSpan<float>(0));
    }

    /// <summary>Gets the key of the context of a session.</summary>
    public string GetContextKey(string session) => _model.GetStateKey(session, "state");

    /// <summary>Gives one session the context of another: what was said so far. Nothing is copied but a reference.</summary>
    public void CopyContext(string from, string to)
    {
        using AiTensor? context = ai.Tensors.Get(GetContextKey(from));
        if (context is not null)
        {
            ai.Tensors.Set(GetContextKey(to), context, App.Memory);
        }
    }
}
