using RedisAi.Samples.Chat.Conversations;

namespace RedisAi.Samples.Chat.Copies;

/// <summary>A whole turn as one call of the engine: what is said goes in, the answer comes out, and the states of the session go on by all of it or by nothing.</summary>
/// <remarks>
/// A copy that dies in the middle leaves the conversation as it was before the turn. The number of the turn and its answer are states, too, and so they are written in the same step as the
/// context: who has not heard the answer asks for the same turn again, anywhere, and gets it, and the model has heard it once.
/// </remarks>
internal sealed class TurnModel(IRedisAi ai, Vocabulary vocabulary, TokenTensors tokens)
{
    public const string Key = "turn";

    /// <summary>The output that has the words of the answer; behind its end, marks.</summary>
    public const string Answer = "answerN";

    /// <summary>The states, that of the number first.</summary>
    public static readonly IReadOnlyList<string> States = ["number", "context", "answer"];

    private const int ContextLength = 256;

    private static readonly ModelSignature s_signature = new(
        [Number("conversation"), Number("turn"), Words("said"), Number("number"), Context("context"), Words("answer", Conversation.LongestAnswer)],
        [Number("numberN"), Context("contextN"), Words(Answer, Conversation.LongestAnswer)]);

    public ModelSource Source => ModelSource.FromFunction(s_signature, Run);

    public static void Configure(ModelOptions model)
    {
        foreach (string state in States)
        {
            model.States.Add(new ModelState(state, $"{state}N") { TimeToLive = App.Memory });
        }
    }

    private AiTensor[] Run(IReadOnlyList<AiTensor> inputs, CancellationToken stop)
    {
        (long conversation, long turn, long number) = (inputs[0].AsSpan<long>()[0], inputs[1].AsSpan<long>()[0], inputs[3].AsSpan<long>()[0]);
        if (turn == number)
        {
            // It was said before, and nobody has heard the answer; or it is turn 0, before all others.
            return [inputs[3].Share(), inputs[4].Share(), inputs[5].Share()];
        }

        if (turn != number + 1)
        {
            throw new TurnOutOfOrderException(turn, number);
        }

        using ContextReader reader = new(ai.Models[ModelKeys.Merged], tokens, inputs[4]);
        long[] answer = Converse(reader, inputs[2].AsSpan<long>(), WordSampler.ForTurn(vocabulary, conversation, turn), stop);
        return [AiTensor.Create<long>([1], [turn]), reader.Context.Share(), AiTensor.Create<long>([1, answer.Length], answer)];
    }

    /// <summary>As <see cref="Conversation.SayAsync"/> does it, a word at a time.</summary>
    private long[] Converse(ContextReader reader, ReadOnlySpan<long> said, WordSampler sampler, CancellationToken stop)
    {
        foreach (long word in said)
        {
            reader.Read((int)word, stop);
        }

        long[] answer = new long[Conversation.LongestAnswer];
        answer.AsSpan().Fill(vocabulary.End);
        int last = vocabulary.Answer;
        for (int i = 0; i < answer.Length; i++)
        {
            last = reader.Continue(last, sampler, stop);
            if (last == vocabulary.End)
            {
                break;
            }

            answer[i] = last;
        }

        reader.Read(vocabulary.End, stop);
        return answer;
    }

    private static TensorSpec Number(string name) => new(name, TensorDataType.Int64, new ShapePattern([-1]));

    private static TensorSpec Words(string name, long count = -1) => new(name, TensorDataType.Int64, new ShapePattern([-1, count]));

    private static TensorSpec Context(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1, ContextLength]));
}
