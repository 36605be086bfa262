using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace RedisAi.Samples.Chat.Conversations;

/// <summary>The words that the model knows, and marks of its own: a word's line in the file is its number.</summary>
internal sealed partial class Vocabulary
{
    public const string ModelPath = "models/chat/chat.onnx";
    public const string WordsPath = "models/chat/vocabulary.txt";

    private readonly string[] _words;
    private readonly FrozenDictionary<string, int> _numbers;

    private Vocabulary(string[] words)
    {
        _words = words;
        _numbers = words.Index().ToFrozenDictionary(static word => word.Item, static word => word.Index, StringComparer.OrdinalIgnoreCase);
        End = _numbers["<end>"];
        Answer = _numbers["<answer>"];
        Unknown = _numbers["<unknown>"];
    }

    public int Count => _words.Length;

    /// <summary>The mark after an answer.</summary>
    public int End { get; }

    /// <summary>The mark after what was said: now it is the model's turn.</summary>
    public int Answer { get; }

    /// <summary>What stands for words that the model does not know.</summary>
    public int Unknown { get; }

    public string this[int number] => _words[number];

    public static Vocabulary Read(string path) => new(File.ReadAllLines(path));

    /// <summary>Whether a word is one of the file, in whatever letters.</summary>
    public bool Contains(string word) => _numbers.ContainsKey(word);

    /// <summary>The numbers of the words of a text; the model was trained on what is said without punctuation.</summary>
    public int[] Encode(string text)
    {
        MatchCollection words = Word().Matches(text.Replace('’', '\''));
        int[] numbers = new int[words.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = _numbers.GetValueOrDefault(words[i].Value, Unknown);
        }

        return numbers;
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}']+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
