using RedisAi.Samples.Chat.Conversations;

namespace RedisAi.Samples.Chat.Copies;

/// <summary>Lets the model read words with a context that is in no store: it is given with each call, and comes back.</summary>
internal sealed class ContextReader(IModel model, TokenTensors tokens, AiTensor context) : IDisposable
{
    /// <summary>What was read so far.</summary>
    public AiTensor Context { get; private set; } = context.Share();

    /// <summary>Lets the model read a word.</summary>
    public void Read(int token, CancellationToken cancellationToken)
    {
        using ModelResult result = model.Run([tokens[token], Context], cancellationToken: cancellationToken);
        GoOn(result);
    }

    /// <summary>Lets the model read a word, and picks one that follows.</summary>
    public int Continue(int token, WordSampler sampler, CancellationToken cancellationToken)
    {
        using ModelResult result = model.Run([tokens[token], Context], cancellationToken: cancellationToken);
        GoOn(result);
        return sampler.Pick(result.AsSpan<float>(0));
    }

    public void Dispose() => Context.Dispose();

    private void GoOn(ModelResult result)
    {
        Context.Dispose();
        Context = result[1].Share();
    }
}
