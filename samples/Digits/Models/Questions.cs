using RedisAi.Samples.Digits.Pictures;

namespace RedisAi.Samples.Digits.Models;

/// <summary>Shows all pictures to a model, several times, one at a time.</summary>
internal sealed class Questions(PictureSet pictures, TimeProvider time)
{
    private const int Rounds = 8;

    public Opinion Ask(DigitModel model, CancellationToken cancellationToken)
    {
        Answer[] answers = new Answer[pictures.Count];
        List<TimeSpan> times = [];
        for (int round = 0; round < Rounds; round++)
        {
            for (int number = 0; number < pictures.Count; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using AiTensor input = model.InputOf(pictures[number]);
                long start = time.GetTimestamp();
                float[] probabilities = model.Ask(input);
                times.Add(time.GetElapsedTime(start));
                answers[number] = Answer.Of(probabilities);
            }
        }

        times.Sort();
        return new Opinion(model, answers, times[times.Count / 2]);
    }
}
