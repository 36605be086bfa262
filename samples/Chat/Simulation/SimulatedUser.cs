using System.Text;
using RedisAi.Samples.Chat.Conversations;
using RedisAi.Samples.Chat.Statistics;

namespace RedisAi.Samples.Chat.Simulation;

/// <summary>Somebody who thinks, writes, reads the answer, and after some turns leaves and comes back as somebody else.</summary>
internal sealed class SimulatedUser(ConversationList conversations, ModelMeter meter, int seed, TimeProvider time)
{
    private static readonly TimeSpan s_longestThought = TimeSpan.FromSeconds(2);

    private readonly Random _random = new(seed);

    /// <summary>Has one conversation.</summary>
    /// <param name="modelKey">The model to talk with.</param>
    /// <param name="isWanted">Whether the user may stay for another turn.</param>
    /// <param name="cancellationToken">Ends the conversation in the middle of a sentence.</param>
    public async Task ConverseAsync(string modelKey, Func<bool> isWanted, CancellationToken cancellationToken)
    {
        Conversation conversation = conversations.Start(modelKey, isSimulated: true);
        try
        {
            Talk talk = new(_random);
            for (int turns = _random.Next(4, 12); turns > 0; turns--)
            {
                await Task.Delay(_random.NextDouble() * s_longestThought, time, cancellationToken);
                if (!isWanted())
                {
                    return;
                }

                await SayAsync(conversation, talk.Next(), cancellationToken);
            }
        }
        catch (EngineOverloadedException error)
        {
            // Who is refused comes back later.
            await Task.Delay(error.RetryAfter, time, cancellationToken);
        }
        finally
        {
            await conversations.EndAsync(conversation);
        }
    }

    private async Task SayAsync(Conversation conversation, Line line, CancellationToken cancellationToken)
    {
        StringBuilder answer = new();
        await foreach (string piece in conversation.SayAsync(line.Text, cancellationToken))
        {
            answer.Append(piece);
        }

        meter.RecordAnswer();
        if (line.Expected is not null)
        {
            meter.RecordMemory(isRight: answer.ToString().Contains(line.Expected, StringComparison.Ordinal));
        }
    }
}
