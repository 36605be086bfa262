using RedisAi.Samples.Chat.Conversations;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.Chat;

/// <summary>Who may speak when, with a model that waits until it is let go on.</summary>
public sealed class ConversationTurnTests : IDisposable
{
    private readonly ManualResetEventSlim _isAsked = new();
    private readonly ManualResetEventSlim _mayAnswer = new();

    public void Dispose()
    {
        _isAsked.Dispose();
        _mayAnswer.Dispose();
    }

    [Fact]
    public async Task Nobody_is_heard_while_an_answer_is_going_on()
    {
        await using RedisAiEngine ai = await CreateEngineAsync();
        using TokenTensors tokens = new(s_vocabulary);
        Conversation conversation = Create(ai, tokens);
        Task<List<string>> first = Task.Run(() => SayAsync(conversation, "hello"));
        Eventually.Comes(_isAsked);

        Assert.True(conversation.IsBusy);
        await Assert.ThrowsAsync<ConversationBusyException>(() => SayAsync(conversation, "hello"));

        _mayAnswer.Set();
        Assert.NotEmpty(await first);
        Assert.False(conversation.IsBusy);
    }

    [Fact]
    public async Task Ending_breaks_off_the_answer_and_waits_for_the_model()
    {
        await using RedisAiEngine ai = await CreateEngineAsync();
        using TokenTensors tokens = new(s_vocabulary);
        Conversation conversation = Create(ai, tokens);
        Task<List<string>> first = Task.Run(() => SayAsync(conversation, "hello"));
        Eventually.Comes(_isAsked);

        Task end = conversation.EndAsync();
        Assert.False(end.IsCompleted);
        _mayAnswer.Set();

        await Eventually.EndsAsync(end);
        Assert.Empty(await first);
        Assert.Empty(await SayAsync(conversation, "hello"));
    }

    private static readonly Vocabulary s_vocabulary = Vocabulary.Read(Path.Combine(AppContext.BaseDirectory, Vocabulary.WordsPath));

    private static Conversation Create(RedisAiEngine ai, TokenTensors tokens) =>
        new(1, new ChatModel(ModelKeys.Merged, ai, s_vocabulary, tokens), isSimulated: false, TimeProvider.System);

    private static async Task<List<string>> SayAsync(Conversation conversation, string text)
    {
        List<string> pieces = [];
        await foreach (string piece in conversation.SayAsync(text, TestContext.Current.CancellationToken))
        {
            pieces.Add(piece);
        }

        return pieces;
    }

    private async Task<RedisAiEngine> CreateEngineAsync()
    {
        RedisAiEngine ai = new();
        await ai.Models.StoreAsync("chat", ModelSource.FromFunction(["token"], ["logits"], _ =>
        {
            _isAsked.Set();
            Eventually.Comes(_mayAnswer);
            return [AiTensor.Create<float>([1, s_vocabulary.Count], static logits => logits.Fill(1))];
        }));
        return ai;
    }
}
