using RedisAi.Samples.Digits.Models;
using RedisAi.Samples.Digits.Pictures;

namespace RedisAi.Samples.Digits;

/// <summary>What the program says.</summary>
internal sealed class Report(TextWriter writer, PictureSet pictures)
{
    public void Picture(int number)
    {
        writer.WriteLine($"picture {number} is a {pictures.TruthOf(number)}:");
        writer.WriteLine();
        foreach (string line in pictures.Draw(number))
        {
            writer.WriteLine($"  {line.TrimEnd()}");
        }

        writer.WriteLine();
    }

    public void Table(int number, IReadOnlyList<Opinion> opinions)
    {
        int width = Math.Max("framework".Length, opinions.Max(static opinion => opinion.Model.File.Framework.Length));
        writer.WriteLine($"{"framework".PadRight(width)}  backend  answer  probability  microseconds  right of {pictures.Count}");
        foreach (Opinion opinion in opinions)
        {
            Answer answer = opinion.Answers[number];
            writer.WriteLine(
                $"{opinion.Model.File.Framework.PadRight(width)}  {opinion.Model.Backend,-7}  {answer.Digit,6}  {answer.Probability,11:P1}  {opinion.Median.TotalMicroseconds,12:0.0}  {RightOf(opinion),11}");
        }
    }

    private int RightOf(Opinion opinion) => Enumerable.Range(0, pictures.Count).Count(number => opinion.Answers[number].Digit == pictures.TruthOf(number));
}
