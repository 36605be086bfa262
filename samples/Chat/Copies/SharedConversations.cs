using RedisAi.Samples.Chat.Conversations;

namespace RedisAi.Samples.Chat.Copies;

/// <summary>Conversations that all copies have. Nothing of them is in here: any copy can go on with any of them.</summary>
internal sealed class SharedConversations(IRedisAi ai, Vocabulary vocabulary, ConversationIds ids)
{
    /// <summary>Begins a conversation.</summary>
    public long Start() => ids.Next();

    /// <summary>Says something, and gives the answer piece by piece.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="turn">The number of the turn, 1 for the first. That of the last turn once more gives its answer once more.</param>
    /// <param name="text">What is said.</param>
    /// <param name="cancellationToken">Gives up: the turn was not said.</param>
    /// <exception cref="TurnOutOfOrderException">It is neither the next turn nor the last one.</exception>
    public async Task<IReadOnlyList<string>> SayAsync(long id, long turn, string text, CancellationToken cancellationToken)
    {
        long[] words = Array.ConvertAll(vocabulary.Encode(text), static word => (long)word);
        using ModelResult result = await RunAsync(id, turn, words, cancellationToken);
        return Pieces(result.AsSpan<long>(TurnModel.Answer));
    }

    /// <summary>Begins a conversation in which all has been said that was said in another one, and goes on with its numbers.</summary>
    public async Task<long> ForkAsync(long id, CancellationToken cancellationToken)
    {
        long fork = ids.Next();

        // States are set with the owner of their session: turn 0 makes this copy the owner of the new one, and says nothing.
        (await RunAsync(fork, 0, [], cancellationToken)).Dispose();
        while (!await TryCopyAsync(SessionOf(id), SessionOf(fork), cancellationToken))
        {
            // A turn came in between.
        }

        return fork;
    }

    /// <summary>Ends a conversation: its context is gone.</summary>
    public Task EndAsync(long id) => ai.EndSessionAsync(SessionOf(id));

    /// <summary>The name of a conversation's session.</summary>
    public static string SessionOf(long id) => $"conversation:{id}";

    private async Task<ModelResult> RunAsync(long id, long turn, long[] words, CancellationToken cancellationToken)
    {
        using AiTensor conversation = AiTensor.Create<long>([1], [id]);
        using AiTensor number = AiTensor.Create<long>([1], [turn]);
        using AiTensor said = AiTensor.Create<long>([1, words.Length], words);
        return await ai.Models[TurnModel.Key].RunAsync([conversation, number, said], new InferenceOptions { Session = SessionOf(id) }, cancellationToken);
    }

    /// <summary>The states are read one by one; they belong together if the number is the same before and after.</summary>
    private async Task<bool> TryCopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        IModel model = ai.Models[TurnModel.Key];
        List<KeyValuePair<string, AiTensor>> copies = [];
        try
        {
            foreach (string state in TurnModel.States)
            {
                if (await ai.Tensors.GetAsync(model.GetStateKey(from, state), cancellationToken) is not { } value)
                {
                    // Nothing was said yet.
                    return copies.Count == 0;
                }

                copies.Add(KeyValuePair.Create(model.GetStateKey(to, state), value));
            }

            using AiTensor? number = await ai.Tensors.GetAsync(model.GetStateKey(from, TurnModel.States[0]), cancellationToken);
            if (number is null || number.AsSpan<long>()[0] != copies[0].Value.AsSpan<long>()[0])
            {
                return false;
            }

            await ai.Tensors.SetAllAsync(copies.ToArray(), App.Memory, cancellationToken);
            return true;
        }
        finally
        {
            copies.ForEach(static copy => copy.Value.Dispose());
        }
    }

    private List<string> Pieces(ReadOnlySpan<long> words)
    {
        AnswerText answer = new();
        List<string> pieces = [];
        foreach (long word in words)
        {
            if (word == vocabulary.End)
            {
                break;
            }

            pieces.Add(answer.Add(vocabulary[(int)word]));
        }

        return pieces;
    }
}
