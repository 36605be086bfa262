using RedisAi.Backends.Onnx;
using RedisAi.Samples.Chat.Conversations;

namespace RedisAi.Samples.Tests.Chat.Copies;

/// <summary>The reference: the application's conversations in one process, one after the other, a word at a time.</summary>
internal sealed class SingleChat : IAsyncDisposable
{
    private static readonly Vocabulary s_vocabulary = Vocabulary.Read(Path.Combine(AppContext.BaseDirectory, Vocabulary.WordsPath));

    private readonly RedisAiEngine _ai = new(new OnnxBackend());
    private readonly TokenTensors _tokens = new(s_vocabulary);

    private SingleChat()
    {
    }

    public static async Task<SingleChat> LoadAsync()
    {
        SingleChat chat = new();
        ModelOptions options = new() { States = { new ModelState("state", "stateN") } };
        await chat._ai.Models.StoreAsync(ModelKeys.Merged, ModelSource.FromFile(Path.Combine(AppContext.BaseDirectory, Vocabulary.ModelPath)), options);
        return chat;
    }

    /// <summary>Has a whole conversation.</summary>
    /// <returns>The answers.</returns>
    public async Task<IReadOnlyList<string>> ConverseAsync(long id, IEnumerable<string> lines)
    {
        Conversation conversation = new(id, new ChatModel(ModelKeys.Merged, _ai, s_vocabulary, _tokens), isSimulated: false, TimeProvider.System);
        List<string> answers = [];
        foreach (string line in lines)
        {
            List<string> pieces = [];
            await foreach (string piece in conversation.SayAsync(line, TestContext.Current.CancellationToken))
            {
                pieces.Add(piece);
            }

            answers.Add(string.Concat(pieces));
        }

        await _ai.EndSessionAsync(conversation.Session);
        return answers;
    }

    public async ValueTask DisposeAsync()
    {
        _tokens.Dispose();
        await _ai.DisposeAsync();
    }
}
